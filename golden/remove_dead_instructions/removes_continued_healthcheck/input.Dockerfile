FROM debian:12
RUN apt-get update && apt-get install -y curl
HEALTHCHECK --interval=5m \
  CMD curl -f http://localhost/
HEALTHCHECK NONE
