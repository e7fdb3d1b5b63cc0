FROM debian:12
CMD cron -f
EXPOSE 80
CMD ["nginx", "-g", "daemon off;"]
