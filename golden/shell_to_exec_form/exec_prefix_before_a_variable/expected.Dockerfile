FROM debian:12
ENTRYPOINT exec nginx -p $PREFIX
