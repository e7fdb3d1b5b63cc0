FROM debian:12
ADD entrypoint /usr/local/bin/hello
CMD hello
