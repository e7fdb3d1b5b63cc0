FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/ ./cmd/...
CMD ["go", "test", "./..."]

FROM debian:12-slim AS worker
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates cron \
    && rm -rf /var/lib/apt/lists/*
CMD ["cron", "-f", "-L", "15"]

FROM debian:12-slim
COPY --from=build /out/shop /usr/local/bin/shop
HEALTHCHECK NONE
ENTRYPOINT ["shop", "--listen", ":8080"]
