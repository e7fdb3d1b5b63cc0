ARG MODE=dev
FROM debian:12 AS dev
FROM debian:12 AS prod
FROM $MODE
