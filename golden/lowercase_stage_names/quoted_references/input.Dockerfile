FROM golang:1.23 AS Build
FROM debian:12
COPY --from="Build" /a /a
COPY '--from=Build' /a /b
RUN --mount="type=bind,from=Build,target=/m" true
RUN --mount='type=bind,"from=Build",target=/n' true
