FROM alpine AS Debian
FROM debian
COPY --from=Debian /a /a
COPY --from=Ubuntu /b /b
