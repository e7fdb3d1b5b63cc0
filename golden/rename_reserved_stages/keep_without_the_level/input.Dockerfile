FROM debian:12 AS context
FROM scratch
COPY --from=context /a /a
