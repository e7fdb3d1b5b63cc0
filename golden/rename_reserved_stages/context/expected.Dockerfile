FROM debian:12 AS context-stage
RUN make-files /out
FROM scratch
COPY --from=context-stage /out /
COPY context /context
RUN --mount=type=bind,from=context-stage,target=/c true
