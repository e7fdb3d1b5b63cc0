FROM debian:12
ENV A=1

ENV B=$A
ENV C=${A:-$X}
LABEL a=$A
LABEL b=$B
