ARG REGISTRY=docker.io
FROM $REGISTRY/debian:latest
FROM ${REGISTRY:-quay.io/org}/a/debian:latest AS a
