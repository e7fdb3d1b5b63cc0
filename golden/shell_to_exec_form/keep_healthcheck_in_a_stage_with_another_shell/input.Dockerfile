FROM debian:12 AS base
HEALTHCHECK CMD pgrep cron
FROM base
SHELL ["/bin/zsh", "-c"]
