FROM debian:12 AS base
ONBUILD ENTRYPOINT ["tini", "--"]

FROM base
CMD cron -f
