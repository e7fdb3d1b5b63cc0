FROM --platform=$TARGETPLATFORM/v7 debian:12
FROM --platform=${TARGETPLATFORM/amd64/arm64} debian:12
FROM --platform=${OTHER:-$TARGETPLATFORM} debian:12
