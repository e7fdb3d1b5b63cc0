FROM debian:12
ONBUILD COPY --from=debian /a /b
COPY <<EOF /Dockerfile
FROM debian
EOF
