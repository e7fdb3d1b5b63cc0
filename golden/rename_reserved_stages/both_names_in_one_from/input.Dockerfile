FROM debian:12 AS context
FROM context AS scratch
COPY --from=context /a /a
FROM scratch
