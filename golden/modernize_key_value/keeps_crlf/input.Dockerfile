FROM debian:12
ENV FOO a b
ENV BAR a \
  b
ENV BAZ c
