FROM scratch AS scratch-stage
COPY . /
FROM scratch-stage AS next
FROM debian:12
COPY --from=scratch-stage / /srv
RUN --mount=type=cache,target=/cache true
