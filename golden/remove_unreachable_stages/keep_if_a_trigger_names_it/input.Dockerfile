FROM debian:12 AS files
FROM debian:12
ONBUILD COPY --from=files /x /x
