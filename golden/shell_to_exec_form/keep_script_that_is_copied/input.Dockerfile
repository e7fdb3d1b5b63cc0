FROM debian:12
COPY docker/start /usr/local/bin/
CMD start --fast
