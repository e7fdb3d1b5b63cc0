FROM debian:12
ENTRYPOINT shop --listen $PORT
CMD cron -f
