FROM golang:1.23 AS build
RUN true
FROM  --platform=linux/amd64  debian:12	AS	run
FROM scratch AS last
