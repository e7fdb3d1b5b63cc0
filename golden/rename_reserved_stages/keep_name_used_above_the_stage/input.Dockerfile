FROM debian:12
RUN --mount=type=bind,from=Context,target=/x ls /x
FROM debian:12 AS context
RUN make-files /out
