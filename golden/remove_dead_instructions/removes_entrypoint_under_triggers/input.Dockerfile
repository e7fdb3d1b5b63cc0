FROM debian:12 AS base
ONBUILD ENTRYPOINT ["tini", "--"]

FROM base
ENTRYPOINT ["dumb-init", "--"]
ENTRYPOINT ["catatonit", "--"]
CMD ["cron", "-f"]
