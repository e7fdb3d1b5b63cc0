FROM debian:12 AS output
CMD cron -f > /var/log/cron.log

FROM debian:12 AS errors
CMD cron -f 2>&1

FROM debian:12
CMD postalias hash:/etc/aliases </dev/null
