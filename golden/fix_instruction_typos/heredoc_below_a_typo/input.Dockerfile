FROM debian:12
RUNN <<EOF
set -e
cd /app
COPPY a b
# RUNN
EOF
COPPY a /b
