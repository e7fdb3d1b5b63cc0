FROM debian:12
LABEL org.opencontainers.image.authors="Jürgen Müller – „JM“ <j@example.com>"
