FROM debian:12
LABEL b=1 \
  # first
  a=1 \
  # second
  c=1
LABEL a=2
