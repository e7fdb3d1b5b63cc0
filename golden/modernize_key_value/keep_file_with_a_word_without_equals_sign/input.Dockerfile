FROM debian:12
ENV FOO bar
ENV A=b c
