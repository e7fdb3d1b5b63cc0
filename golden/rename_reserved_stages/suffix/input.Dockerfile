FROM debian:12 AS Scratch
FROM scratch
COPY --from=SCRATCH /a /a
