ARG BASE=amd
FROM debian:12 AS amd
WORKDIR /opt/amd
FROM debian:12 AS arm
WORKDIR /opt/arm
FROM ${BASE}
WORKDIR bin
