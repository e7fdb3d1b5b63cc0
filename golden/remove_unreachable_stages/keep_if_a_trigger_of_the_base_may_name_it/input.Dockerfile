FROM golang:1.22 AS build
RUN go build -o /app .
FROM example.com/runtime-onbuild
EXPOSE 80
