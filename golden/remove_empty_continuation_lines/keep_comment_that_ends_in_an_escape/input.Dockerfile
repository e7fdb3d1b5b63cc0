FROM debian:12
# a \

RUN b
