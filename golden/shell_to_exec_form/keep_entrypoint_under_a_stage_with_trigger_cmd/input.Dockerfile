FROM debian:12 AS base
ENTRYPOINT cron -f
ONBUILD CMD ["-x", "all"]

FROM base
ENV TZ=UTC
