FROM debian:12
USER app
ENV A=1 B=2 C=5 D=6
