FROM debian:12
EXPOSE 80/TCP \
  # the UDP port 53/UDP

	53/UDP\
