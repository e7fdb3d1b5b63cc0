FROM debian:12
ENV A=1
ENV X=1 \
# why
    B=1 \
# and why
    Y=1
ENV A=2 B=2 X=2 Y=2
