FROM debian:12
ENV TZ
LABEL maintainer
