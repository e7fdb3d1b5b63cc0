FROM debian:12
ENTRYPOINT ['cron', '-f']
