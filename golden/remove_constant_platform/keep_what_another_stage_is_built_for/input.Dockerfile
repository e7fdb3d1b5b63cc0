FROM golang:1.23 AS build
ENV GOARCH=amd64
FROM --platform=linux/amd64 debian:12
COPY --from=build /server /server
