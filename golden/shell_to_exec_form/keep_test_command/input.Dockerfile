FROM debian:12 AS file
CMD [ -f /srv/app.conf ] && cron -f
FROM debian:12 AS text
CMD [ "$MODE" = a ] && cron -f
FROM debian:12
CMD [ "cron" "-f" ]
