FROM debian:12
CMD ["cron", "-f"
EXPOSE 80
