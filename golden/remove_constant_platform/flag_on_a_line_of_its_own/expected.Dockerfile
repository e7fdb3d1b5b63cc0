FROM \
  debian:12
