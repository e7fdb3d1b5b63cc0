FROM debian:12
RUN <<EOF
set -e
cd /app
COPPY a b
# RUNN
EOF
COPY a /b
