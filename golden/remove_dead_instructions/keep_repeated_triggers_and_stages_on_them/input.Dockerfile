FROM debian:12 AS base
ONBUILD ENTRYPOINT ["tini", "--"]
ONBUILD ENTRYPOINT ["dumb-init", "--"]
CMD ["cron", "-f"]

FROM base
HEALTHCHECK NONE
