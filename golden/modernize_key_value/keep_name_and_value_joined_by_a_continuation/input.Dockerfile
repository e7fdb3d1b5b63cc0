FROM debian:12
ENV FOO\
=a\ b
LABEL a\
b="c d"
