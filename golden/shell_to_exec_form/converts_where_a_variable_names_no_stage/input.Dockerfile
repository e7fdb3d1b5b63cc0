ARG VERSION=12
FROM debian:12 AS build
CMD make
FROM debian:${VERSION}
CMD app serve
