FROM debian:12
label org.opencontainers.image.authors="Jane"