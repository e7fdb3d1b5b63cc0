FROM debian:12 AS a
LABEL org.opencontainers.image.authors="One"
LABEL org.opencontainers.image.authors="Two"
FROM a
RUN x
label org.opencontainers.image.authors="Three"
