FROM debian:12
# why
RUUN a \
  # b
  && c
