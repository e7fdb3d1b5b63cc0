FROM debian:12
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update
ENV DEBIAN_FRONTEND=
