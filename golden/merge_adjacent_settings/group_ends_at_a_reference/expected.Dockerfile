FROM debian:12
ENV A=1 \
    B=2
ENV PATH=$A:$PATH \
    C=3
