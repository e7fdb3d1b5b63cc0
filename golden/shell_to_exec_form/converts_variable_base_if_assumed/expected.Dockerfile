ARG BASE=debian:12
FROM ${BASE}
CMD ["cron", "-f"]
