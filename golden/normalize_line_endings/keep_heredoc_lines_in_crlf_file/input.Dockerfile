FROM debian:12
COPY <<EOF /x
a
EOF
