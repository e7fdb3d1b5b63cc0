FROM golang:latest AS golang
RUN a
FROM debian:latest
COPY --from=golang /x /x
