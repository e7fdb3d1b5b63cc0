FROM debian:12
USER root
STOPSIGNAL SIGINT
WORKDIR /srv
SHELL ["/bin/bash", "-c"]
SHELL ["/bin/sh", "-c"]
WORKDIR /tmp
STOPSIGNAL SIGQUIT
USER nobody
