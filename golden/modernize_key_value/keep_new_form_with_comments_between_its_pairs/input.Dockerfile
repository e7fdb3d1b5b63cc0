FROM debian:12
ENV \
  # first
  FOO=bar \
  # second
  LONG="a b"
LABEL \
  # third
  version=1
