FROM debian:12
ARG C
COPY . /$C
