FROM debian:12
ENV path=1
ENV Path=2
LABEL a=1
LABEL A=2
