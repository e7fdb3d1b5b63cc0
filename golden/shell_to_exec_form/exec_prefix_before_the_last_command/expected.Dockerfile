FROM debian:12
CMD cd /srv && exec ./serve --port "$PORT"
