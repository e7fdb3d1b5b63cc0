FROM debian:12
EXPOSE 1 \
       2