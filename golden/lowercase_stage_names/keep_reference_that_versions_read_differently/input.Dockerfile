FROM debian:12 AS Files
FROM debian:12
RUN --mount=from=Files,target=/x cat << EOF
text
EOF
