FROM debian:12 AS base
ENTRYPOINT ["tini", "--"]
CMD ["cron", "-f"]

FROM base
ENTRYPOINT []
CMD []
