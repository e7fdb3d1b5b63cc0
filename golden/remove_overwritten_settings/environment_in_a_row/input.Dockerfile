FROM debian:12
ENV A=1 B=2
ENV B=3
ENV B 4
RUN true
