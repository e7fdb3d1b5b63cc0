FROM debian:12
ONBUILD RUN <<EOF
CMD one
CMD two
EOF
CMD ["cron", "-f"]
