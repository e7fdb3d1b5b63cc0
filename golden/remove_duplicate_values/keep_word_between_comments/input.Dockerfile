FROM debian:12
EXPOSE 80
EXPOSE 443 \
  # http
  80 \
  # metrics
  9100
