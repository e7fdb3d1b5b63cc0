FROM debian:12 AS a
FROM debian:12 AS b
FROM debian:12 AS C
FROM a
COPY --from=B /x /x
RUN --mount=from=c,target=/c true
