FROM --platform=linux/amd64 golang:1.23 AS build
RUN go build -o /server .
FROM debian:12
COPY --from=build /server /server
