ARG REGISTRY=docker.io
FROM $REGISTRY/debian
FROM ${REGISTRY:-quay.io/org}/a/debian AS a
