ARG A=1
ARG B=$A
FROM debian:12
ARG C
ARG D=2
ENV E=1
ENV F=2 G=3
EXPOSE 80
EXPOSE 443/tcp 53/udp
LABEL a=1
LABEL b="x y"
LABEL c='d' \
      e=f
VOLUME /a
VOLUME /b /c
