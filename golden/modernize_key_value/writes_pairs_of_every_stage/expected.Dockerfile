# syntax=docker/dockerfile:1
FROM debian:12 AS base
ENV FOO="a b"
FROM base
LABEL FOO="a b"
