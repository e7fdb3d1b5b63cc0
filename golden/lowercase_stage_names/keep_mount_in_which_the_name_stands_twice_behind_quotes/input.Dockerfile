FROM debian:12 AS Files
FROM scratch
RUN --mount="from=Files,target=/Files" true
