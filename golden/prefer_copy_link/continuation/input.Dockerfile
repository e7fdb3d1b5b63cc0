# syntax=docker/dockerfile:1
FROM debian:12
COPY \
  # files
  a \
  b /app/
