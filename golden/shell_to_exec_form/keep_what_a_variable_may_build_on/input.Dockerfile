FROM debian:12 AS base-amd64
FROM debian:12 AS base-arm64
ENTRYPOINT /usr/bin/qemu
FROM base-${TARGETARCH}
CMD ["serve"]
