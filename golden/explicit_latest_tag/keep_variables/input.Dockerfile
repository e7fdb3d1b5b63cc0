ARG IMAGE=debian
ARG T
FROM $IMAGE
FROM ${IMAGE}
FROM debian$T
FROM debian:${T}
FROM ${IMAGE:-a/debian}
FROM a/debian$T
