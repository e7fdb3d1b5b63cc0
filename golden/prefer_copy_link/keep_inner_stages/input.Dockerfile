FROM debian:12 AS build
COPY app /srv/app/
FROM debian:12 AS base
COPY app /srv/app/
FROM base
RUN --mount=from=build,target=/x true
