FROM debian:12
ARG A=1
ENV B=2 C=$A
VOLUME /data
USER app
STOPSIGNAL SIGTERM
HEALTHCHECK CMD curl localhost
SHELL ["/bin/sh", "-c"]
ADD a /b
MAINTAINER Jane
