FROM golang:1.23 as build
RUN true
FROM  --platform=linux/amd64  debian:12	As	run
FROM scratch aS last
