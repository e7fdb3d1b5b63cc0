FROM debian:12
ARG N
ENV $N=1 B=2
