FROM debian:12 AS base
ONBUILD COPY ${CONFIG} /etc/
ARG CONFIG=app.conf
FROM base
