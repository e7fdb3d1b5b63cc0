FROM debian:12
RUN <<EOF
a \

b
EOF
COPY <<A <<B /x/

A

B
