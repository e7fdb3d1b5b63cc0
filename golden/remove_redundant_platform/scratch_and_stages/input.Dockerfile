FROM --platform=$TARGETPLATFORM scratch AS a
FROM --platform=$TARGETPLATFORM a
