FROM debian:12 AS context
FROM debian:12 AS Context-Stage
FROM scratch AS scratch
COPY --from=scratch-stage /a /a
