FROM --platform=$BUILDPLATFORM debian:12
FROM --platform=linux/$TARGETARCH debian:12
FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:12
