FROM debian:12 AS sequence
CMD nginx; cron -f

FROM debian:12 AS background
CMD rsyslogd & cron -f

FROM debian:12 AS either
CMD cron -f || sleep 60

FROM debian:12 AS pipeline
CMD journalctl -f | grep shop

FROM debian:12
CMD (cron -f)
