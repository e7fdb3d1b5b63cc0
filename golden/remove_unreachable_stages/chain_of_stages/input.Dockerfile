FROM debian:12 AS a
FROM a AS b
FROM debian:12 AS c
COPY --from=b /x /x
FROM debian:12
