FROM debian:12 AS files
FROM debian:12 AS child
ONBUILD COPY --from=Files /a /a
FROM child
