FROM debian:12
LABEL a="x \
  y" b=1
