FROM debian:12
COPY app.py <<EOF
hello
EOF
