FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:12
FROM --platform=${TARGETPLATFORM-linux/amd64} debian:12
FROM --platform=${TARGETPLATFORM:+linux/arm64} debian:12
