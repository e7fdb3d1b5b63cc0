FROM debian:12
LABEL a=1
LABEL \
  a=1 #x=2
