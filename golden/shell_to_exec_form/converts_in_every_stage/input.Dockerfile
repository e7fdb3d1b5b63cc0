FROM golang:1.22 AS build
WORKDIR /src
RUN go build -o /out/shop ./cmd/shop
CMD go test ./...

FROM debian:12 AS worker
CMD cron -f

FROM debian:12
ENTRYPOINT nginx -g "daemon off;"
