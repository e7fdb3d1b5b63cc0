FROM debian:12
ONBUILD LABEL org.opencontainers.image.authors=x
MAINTAINER Jane
