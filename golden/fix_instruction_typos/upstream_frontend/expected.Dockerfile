# syntax=docker.io/docker/dockerfile-upstream:master
FROM debian:12
RUN a
