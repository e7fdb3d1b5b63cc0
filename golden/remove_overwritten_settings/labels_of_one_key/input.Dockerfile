FROM debian:12
LABEL version=1 name=x "version"=2
RUN true
ARG V
LABEL $V=9
LABEL version=3
LABEL name=$V
LABEL name=y
