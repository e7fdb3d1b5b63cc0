ARG ARCH=amd64 GO_VERSION=1.22
FROM debian:12 AS base-arm64-slim
FROM golang:${GO_VERSION} AS build
RUN make
FROM base-$ARCH-slim
COPY --from=build /app /app
