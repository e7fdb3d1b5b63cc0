FROM debian:12
CMD ["cron"] # in front
