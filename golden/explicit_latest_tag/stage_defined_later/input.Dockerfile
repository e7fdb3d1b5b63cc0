FROM base
RUN a
FROM debian:12 AS base
