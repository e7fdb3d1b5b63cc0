FROM debian:12
FROM debian:12 AS unused
FROM debian:12
COPY --from=0 /a /b
