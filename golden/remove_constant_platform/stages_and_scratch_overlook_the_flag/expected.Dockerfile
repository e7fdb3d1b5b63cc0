FROM debian:12 AS base
FROM base AS second
FROM scratch
