FROM debian:12
ENV \
  # first
  FOO \
  # second
  bar
