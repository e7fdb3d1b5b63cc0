FROM debian:12
EXPOSE 80
EXPOSE \
  # http
  80
