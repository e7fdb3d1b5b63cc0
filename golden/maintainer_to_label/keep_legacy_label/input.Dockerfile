FROM debian:12
LABEL org.opencontainers.image.authors John Doe
MAINTAINER Jane
