FROM debian:12
# first
# second
ENV \
  FOO=bar
