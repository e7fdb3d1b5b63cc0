FROM debian:12
RUNN <<EOF
a
