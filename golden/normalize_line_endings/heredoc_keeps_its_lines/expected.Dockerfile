FROM debian:12
RUN <<EOF
a
EOF
CMD ["a"]
