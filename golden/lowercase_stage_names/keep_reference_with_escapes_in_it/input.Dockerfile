FROM debian:12 AS Files
FROM scratch
COPY --from=Fi\les /a /a
