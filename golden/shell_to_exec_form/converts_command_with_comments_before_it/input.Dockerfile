FROM debian:12
HEALTHCHECK --interval=5s \
  # first
  CMD curl \
    # second
    -f http://localhost/
CMD \
  # third
  server \
  # fourth
  --port 80
