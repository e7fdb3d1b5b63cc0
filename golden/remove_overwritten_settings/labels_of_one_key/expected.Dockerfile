FROM debian:12
RUN true
ARG V
LABEL $V=9
LABEL version=3
LABEL name=y
