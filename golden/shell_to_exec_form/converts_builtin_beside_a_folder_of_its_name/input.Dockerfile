FROM debian:12
COPY . /
COPY test /src/test
RUN mkdir -p /src/test
HEALTHCHECK CMD test -f /tmp/ready
