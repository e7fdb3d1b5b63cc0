FROM debian:12
CMD -f /etc/crontab
