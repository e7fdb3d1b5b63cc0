FROM debian:12
ARG NAME
USER "${NAME:-app}"
