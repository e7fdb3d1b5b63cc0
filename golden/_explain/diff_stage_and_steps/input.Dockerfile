FROM debian AS a
RUN one
FROM debian
COPY --from=a /x /x
