FROM debian:12
ARG VERSION
RUN ./configure
