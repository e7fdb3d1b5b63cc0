FROM debian:12 AS build
ONBUILD WORKDIR /x
FROM build
WORKDIR /x/y
