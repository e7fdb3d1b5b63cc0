FROM debian:12 AS files
FROM debian:12
COPY --from=0 /a /a
COPY --from=nginx:1.27 /b /b
RUN --mount=from=files,target=/x --mount=type=secret,id=Files --mount=type=cache,id=Files,target=/Files true
