FROM debian:12
ENTRYPOINT cron -f
ENTRYPOINT ["nginx", "-g", "daemon off;"]
