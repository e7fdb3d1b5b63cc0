FROM debian:12
RUN apt-get update && apt-get install -y haproxy
ENTRYPOINT ["haproxy", "-W", "-f", "/etc/haproxy/haproxy.cfg"]
# Options for debugging.
    # Noisy.
EXPOSE 80 443
