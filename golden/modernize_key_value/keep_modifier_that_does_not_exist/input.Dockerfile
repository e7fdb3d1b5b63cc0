FROM debian:12
ENV BAD a ${b^^} c
ENV WORSE ${}
