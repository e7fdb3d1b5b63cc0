ARG A=1 \
    B=$A
FROM debian:12
ARG C \
    D=2
ENV E=1 \
    F=2 G=3
EXPOSE 80 \
       443/tcp 53/udp
LABEL a=1 \
      b="x y" \
      c='d' \
      e=f
VOLUME /a \
       /b /c
