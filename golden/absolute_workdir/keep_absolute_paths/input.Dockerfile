FROM debian:12
WORKDIR /app
WORKDIR "/a b"
WORKDIR /a/../b/
