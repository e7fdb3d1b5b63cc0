ARG TAG="12"
FROM debian:$TAG
ARG NAME="x" OTHER THIRD="$NAME"
ENV A="b" C="d" E="" F="$A/${C:-x}"
LABEL org.example.url="https://example.org/?a=b#c" \
    org.example.lang="é"
