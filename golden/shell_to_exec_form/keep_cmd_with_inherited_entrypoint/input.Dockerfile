FROM debian:12 AS base
ENTRYPOINT ["tini", "--"]

FROM base AS middle
ENV TZ=UTC

FROM middle
CMD cron -f
