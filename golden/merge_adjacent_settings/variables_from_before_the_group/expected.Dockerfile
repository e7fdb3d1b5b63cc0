FROM debian:12
ENV A=1

ENV B=$A \
    C=${A:-$X}
LABEL a=$A \
      b=$B
