FROM debian:12 AS base
ONBUILD ENTRYPOINT ["tini", "--"]

FROM base
ENTRYPOINT ["catatonit", "--"]
CMD ["cron", "-f"]
