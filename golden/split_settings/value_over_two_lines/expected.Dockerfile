FROM debian:12
LABEL a="x \
  y"
LABEL b=1
