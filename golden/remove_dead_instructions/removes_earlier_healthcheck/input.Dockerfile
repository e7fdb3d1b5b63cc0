FROM debian:12
HEALTHCHECK CMD curl -f http://localhost/
HEALTHCHECK --interval=1m CMD ["curl", "-f", "http://localhost/ready"]
