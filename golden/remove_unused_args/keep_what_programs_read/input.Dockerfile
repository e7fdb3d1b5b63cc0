FROM debian:12
ARG DEBIAN_FRONTEND=noninteractive
ARG PIP_NO_CACHE_DIR=1
ARG CFLAGS=-O2
RUN apt-get install -y gcc
