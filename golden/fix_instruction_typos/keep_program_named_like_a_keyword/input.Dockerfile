FROM debian:12
RUN a
users | sort
