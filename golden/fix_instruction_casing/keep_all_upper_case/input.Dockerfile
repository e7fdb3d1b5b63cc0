ARG VERSION=12
FROM debian:${VERSION} as build
RUN run this
HEALTHCHECK cmd true
