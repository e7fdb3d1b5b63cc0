FROM base:latest
RUN a
FROM debian:12 AS base
