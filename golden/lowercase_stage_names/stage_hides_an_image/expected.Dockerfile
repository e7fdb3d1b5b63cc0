FROM alpine AS debian
FROM debian
COPY --from=debian /a /a
COPY --from=Ubuntu /b /b
