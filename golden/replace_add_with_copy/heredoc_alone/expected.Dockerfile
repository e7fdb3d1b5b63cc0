FROM debian:12
COPY <<EOF /x
hello
EOF
