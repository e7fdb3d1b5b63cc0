FROM debian:12
HEALTHCHECK CMD ["pgrep", "cron"] || exit 1
HEALTHCHECK NONE
