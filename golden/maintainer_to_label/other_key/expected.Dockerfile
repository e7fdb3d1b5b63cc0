FROM debian:12
LABEL org.opencontainers.image.authors=x
LABEL maintainer="Jane"
