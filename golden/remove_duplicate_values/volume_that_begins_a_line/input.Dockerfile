FROM debian:12
VOLUME /a \
  /a /b \
  /c
