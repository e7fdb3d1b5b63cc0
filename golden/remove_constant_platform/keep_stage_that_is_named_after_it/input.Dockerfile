FROM --platform=linux/amd64 debian:12 AS build-amd64
FROM --platform=linux/arm64 debian:12 AS Linux
