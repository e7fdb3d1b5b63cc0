FROM debian:12
ENV A=1 A=2 \
    B=1 \
    B=2
