FROM debian:12 AS context
FROM debian:12
ONBUILD COPY --from=Context /a /a
