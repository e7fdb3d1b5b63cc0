FROM debian:12
ENTRYPOINT ["/wrapper"]
CMD cron -f
