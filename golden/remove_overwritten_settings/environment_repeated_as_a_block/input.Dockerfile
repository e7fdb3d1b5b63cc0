FROM debian:12
ENV A=1 \
    B=2 \
    C=3
ENV A=1 B=2 C=4
USER app
ENV A=1 B=2 C=5 D=6
