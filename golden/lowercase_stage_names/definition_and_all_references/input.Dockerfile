FROM golang:1.23 AS Builder
RUN go build -o /server .
FROM debian:12 AS Tools
FROM scratch
COPY --from=Builder /server /server
COPY --chown=0:0 --from=BUILDER /server /again
RUN --mount=type=bind,from=Builder,target=/b --mount=type=cache,target=/c,from=Tools true
COPY --from=builder /server /third
