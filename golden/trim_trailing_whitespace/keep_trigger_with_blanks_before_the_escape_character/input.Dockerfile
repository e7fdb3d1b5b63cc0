FROM debian:12
ONBUILD RUN a   \
  b   
