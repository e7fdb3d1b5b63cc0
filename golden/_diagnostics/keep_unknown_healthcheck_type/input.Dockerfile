FROM debian:12
HEALTHCHECK curl -f http://localhost/
