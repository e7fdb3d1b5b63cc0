FROM debian:12
CMD exec -a shop-cron cron -f
