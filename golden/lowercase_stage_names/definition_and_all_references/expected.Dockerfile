FROM golang:1.23 AS builder
RUN go build -o /server .
FROM debian:12 AS tools
FROM scratch
COPY --from=builder /server /server
COPY --chown=0:0 --from=builder /server /again
RUN --mount=type=bind,from=builder,target=/b --mount=type=cache,target=/c,from=tools true
COPY --from=builder /server /third
