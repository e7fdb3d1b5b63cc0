FROM debian:12 AS context-stage
FROM context-stage AS scratch-stage
COPY --from=context-stage /a /a
FROM scratch-stage
