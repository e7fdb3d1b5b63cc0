FROM debian:12 AS Files
FROM debian:12
COPY --from=0 /a /a
COPY --from=nginx:1.27 /b /b
RUN --mount=from=Files,target=/x --mount=type=secret,id=Files --mount=type=cache,id=Files,target=/Files true
