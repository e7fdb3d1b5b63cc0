FROM debian:12 AS a
RUN first
FROM debian:12 AS a
RUN second
FROM debian:12
COPY --from=a /x /x
