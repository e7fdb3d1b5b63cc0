FROM debian:12 AS context
RUN make-files /out
FROM scratch
COPY --from=context /out /
COPY context /context
RUN --mount=type=bind,from=Context,target=/c true
