FROM debian:12
# the port comes from outside
CMD ["/bin/sh", "-c", "cd /srv && ./serve \"$PORT\"   --verbose"]
