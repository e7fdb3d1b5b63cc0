FROM debian:12
ENV A=1
ENV B 4
RUN true
