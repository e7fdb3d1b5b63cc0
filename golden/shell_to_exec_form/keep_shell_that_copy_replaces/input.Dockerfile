FROM debian:12
COPY wrapper /bin/sh
CMD nginx
