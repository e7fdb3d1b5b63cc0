FROM debian:12
RUN a |
RUNN b
