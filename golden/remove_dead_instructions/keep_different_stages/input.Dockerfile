FROM debian:12 AS base
CMD ["bash"]
ENTRYPOINT ["tini", "--"]
HEALTHCHECK NONE

FROM base AS web
CMD ["nginx"]
ENTRYPOINT ["dumb-init", "--"]
HEALTHCHECK CMD curl -f http://localhost/

FROM base
CMD ["cron", "-f"]
