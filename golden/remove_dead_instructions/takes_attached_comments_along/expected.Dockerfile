FROM debian:12

# the new server
CMD ["b"]
