FROM debian:12
ADD <<EOF /x
hello
EOF
