FROM debian:12
WORKDIR \
  # where it lives
  /app
