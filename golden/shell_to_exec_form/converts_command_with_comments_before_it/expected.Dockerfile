FROM debian:12
# first
# second
HEALTHCHECK --interval=5s \
  CMD ["curl", "-f", "http://localhost/"]
# third
# fourth
CMD \
  ["server", "--port", "80"]
