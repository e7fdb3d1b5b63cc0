FROM debian:12
ARG A
ARG B=2 C
COPY . /$C
