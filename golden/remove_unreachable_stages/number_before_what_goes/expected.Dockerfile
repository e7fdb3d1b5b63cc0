FROM debian:12
FROM debian:12
COPY --from=0 /a /b
