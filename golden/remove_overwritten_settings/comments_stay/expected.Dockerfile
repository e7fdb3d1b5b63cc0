FROM debian:12
# first
  # inside
# second
USER b
