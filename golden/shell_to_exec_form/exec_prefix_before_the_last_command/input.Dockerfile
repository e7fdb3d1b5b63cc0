FROM debian:12
CMD cd /srv && ./serve --port "$PORT"
