FROM scratch AS scratch
COPY . /
FROM scratch AS next
FROM debian:12
COPY --from=scratch / /srv
RUN --mount=type=cache,target=/cache true
