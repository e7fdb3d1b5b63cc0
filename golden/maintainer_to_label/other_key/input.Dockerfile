FROM debian:12
LABEL org.opencontainers.image.authors=x
MAINTAINER Jane
