FROM debian:12
# first
USER \
  # inside
  a
# second
USER b
