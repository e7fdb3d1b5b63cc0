FROM debian:12 AS Files
FROM debian:12 AS child
ONBUILD COPY --from=Files /a /a
FROM child
