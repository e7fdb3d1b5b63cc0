FROM debian:12 AS base
ENTRYPOINT cron -f

FROM base AS middle
ENV TZ=UTC

FROM middle
CMD ["-x", "all"]
