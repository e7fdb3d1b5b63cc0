FROM debian:12
ENTRYPOINT ["tini"] --
ENTRYPOINT ["dumb-init", "--"]
CMD ["cron", "-f"]
