FROM debian:12
HEALTHCHECK --interval=30 CMD pgrep cron
HEALTHCHECK --timeout=10us CMD pgrep cron
HEALTHCHECK --start-period=1d CMD pgrep cron
