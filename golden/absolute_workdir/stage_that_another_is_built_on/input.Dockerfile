FROM debian:12 AS build
WORKDIR /build
FROM build
WORKDIR out
