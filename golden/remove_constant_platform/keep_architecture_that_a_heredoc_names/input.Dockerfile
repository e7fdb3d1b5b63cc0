FROM --platform=linux/arm64 debian:12
RUN <<EOF
curl https://example.com/tool-arm64
EOF
