FROM debian:12
ENV A=1
# why
ENV B=2

ENV C=3
