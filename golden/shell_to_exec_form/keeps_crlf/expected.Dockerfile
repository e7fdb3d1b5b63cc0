FROM debian:12
# In front.
CMD ["cron", "-f"]
EXPOSE 80
