FROM debian:12

RUN <<EOF
apt-get update
apt-get install -y --no-install-recommends haproxy
rm -rf /var/lib/apt/lists/*
EOF
COPY haproxy.cfg /etc/haproxy/haproxy.cfg

# Debugging: docker run proxy -d
ENTRYPOINT haproxy -f /etc/haproxy/haproxy.cfg
CMD ["-d"]
ENTRYPOINT haproxy \
    -W -db \
    # Rendered by the deployment.
    -f /etc/haproxy/haproxy.cfg
CMD ["-V"]
EXPOSE 80 443
