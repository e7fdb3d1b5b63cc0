FROM debian:12

RUN <<EOF
apt-get update
apt-get install -y --no-install-recommends haproxy
rm -rf /var/lib/apt/lists/*
EOF
COPY haproxy.cfg /etc/haproxy/haproxy.cfg

# Debugging: docker run proxy -d
# Rendered by the deployment.
ENTRYPOINT ["haproxy", "-W", "-db", "-f", "/etc/haproxy/haproxy.cfg"]
EXPOSE 80 443
