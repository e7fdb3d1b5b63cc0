FROM debian:12 AS base
RUN true
FROM base AS second
RUN true
FROM second AS third
RUN true
FROM third as fourth
