FROM debian:12
WORKDIR /app
FROM scratch
WORKDIR /app
COPY . .
