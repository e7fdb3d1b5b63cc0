FROM debian:12
EXPOSE 80/tcp \
  # the UDP port 53/UDP

	53/udp\
