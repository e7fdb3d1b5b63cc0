FROM debian:12
RUN <<EOF
a
EOF
