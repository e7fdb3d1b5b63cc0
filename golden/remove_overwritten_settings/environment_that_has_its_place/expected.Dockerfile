FROM debian:12
ENV A=1 B=2
RUN true
ENV C=4
ENV A=5
