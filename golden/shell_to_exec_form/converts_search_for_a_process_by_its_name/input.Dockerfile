FROM debian:12
HEALTHCHECK CMD /usr/bin/pgrep -x cron
CMD exec pkill -f server.py
