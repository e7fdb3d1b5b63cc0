FROM --platform=linux/arm64 debian:12
ADD https://example.com/tool-aarch64.tar.gz /opt/
