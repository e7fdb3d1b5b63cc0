FROM debian:12
ENV A=2 \
    B=2
