FROM debian:12
HEALTHCHECK CMD pgrep cron
ENTRYPOINT ["cron"]
CMD ["-f"]
