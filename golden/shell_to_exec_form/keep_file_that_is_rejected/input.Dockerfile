FROM debian:12
COPPY . /srv
CMD cron -f
