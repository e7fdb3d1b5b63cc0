FROM debian AS a
RUN two
FROM debian AS b
COPY --from=a /x /x
FROM scratch
