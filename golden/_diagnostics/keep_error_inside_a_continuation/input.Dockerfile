FROM debian:12
RUN apt-get update && \
    apt-get install -y curl
HEALTHCHECK --interval=30s \
    # Not long.
    --timeout=3 \
    CMD curl -f http://localhost/
