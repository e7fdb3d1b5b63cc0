# syntax=docker.io/docker/dockerfile-upstream:master
FROM debian:12
RUNN a
