FROM debian:12
COPY test /usr/local/bin/test
CMD ["test", "a"]
