FROM debian:12
RUN apt-get update && apt-get install -y haproxy
ENTRYPOINT exec haproxy \
    -W \
    -f /etc/haproxy/haproxy.cfg
# Options for debugging.
CMD -d \
    # Noisy.
    -V
EXPOSE 80 443
