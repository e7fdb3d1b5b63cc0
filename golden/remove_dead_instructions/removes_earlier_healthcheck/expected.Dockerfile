FROM debian:12
HEALTHCHECK --interval=1m CMD ["curl", "-f", "http://localhost/ready"]
