FROM debian:12
EXPOSE 80
expose 443 \
  80 \
  # for the monitoring
  9100
