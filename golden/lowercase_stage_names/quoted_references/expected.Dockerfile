FROM golang:1.23 AS build
FROM debian:12
COPY --from="build" /a /a
COPY '--from=Build' /a /b
RUN --mount="type=bind,from=build,target=/m" true
RUN --mount='type=bind,"from=build",target=/n' true
