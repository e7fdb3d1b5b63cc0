FROM ubuntu:22.04 AS base-amd64
ARG OS_ARCH_SUFFIX=

FROM ubuntu:22.04 AS base-arm64
ARG OS_ARCH_SUFFIX=-aarch64

FROM base-$TARGETARCH
RUN curl -O https://example.com/swift$OS_ARCH_SUFFIX.tar.gz
