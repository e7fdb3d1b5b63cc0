FROM debian:12
RUN <<EOF
a
b
c
EOF
RUN a
