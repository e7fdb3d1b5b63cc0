FROM debian:12
RUN ls /etc
HEALTHCHECK --interval=30s CMD ["pgrep", "cron"]
