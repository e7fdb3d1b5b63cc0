# syntax=docker/dockerfile:1
FROM debian:12
COPY --link \
  # files
  a \
  b /app/
