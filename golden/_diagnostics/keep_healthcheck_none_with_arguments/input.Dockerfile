FROM debian:12
HEALTHCHECK NONE curl -f http://localhost/
