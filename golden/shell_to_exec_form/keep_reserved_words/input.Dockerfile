FROM debian:12 AS negated
CMD ! pgrep cron
FROM debian:12 AS timed
CMD time make
FROM debian:12
CMD while sleep 60; do certbot renew; done
