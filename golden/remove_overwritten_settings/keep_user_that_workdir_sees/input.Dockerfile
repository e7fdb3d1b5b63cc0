FROM debian:12
USER app
WORKDIR /app
USER root
