FROM debian:12
COPY docker/entry.txt /usr/local/bin/start
ENTRYPOINT start --fast
