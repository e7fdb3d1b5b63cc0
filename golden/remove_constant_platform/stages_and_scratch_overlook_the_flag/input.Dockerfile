FROM debian:12 AS base
FROM --platform=linux/arm64 base AS second
FROM --platform=windows/amd64 scratch
