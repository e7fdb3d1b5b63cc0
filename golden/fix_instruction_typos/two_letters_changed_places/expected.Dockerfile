FROM debian:12 AS a
LABEL a=b
RUN a
