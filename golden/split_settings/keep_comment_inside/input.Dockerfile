FROM debian:12
LABEL a=1 \
  # why
  b=1
