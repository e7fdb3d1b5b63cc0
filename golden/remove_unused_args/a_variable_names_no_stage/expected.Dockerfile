ARG VERSION=1.22
FROM alpine:3.20 AS build
FROM golang:${VERSION}
COPY --from=build /etc/os-release /
