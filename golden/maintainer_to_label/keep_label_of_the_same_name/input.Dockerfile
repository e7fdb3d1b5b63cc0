FROM debian:12
MAINTAINER Jane
LABEL org.opencontainers.image.authors="John"
