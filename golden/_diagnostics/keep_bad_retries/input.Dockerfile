FROM debian:12
HEALTHCHECK --retries=many CMD pgrep cron
HEALTHCHECK --retries=-1 CMD pgrep cron
