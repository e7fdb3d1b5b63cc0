FROM debian:12
CMD cron \
  # In front.
  -f
EXPOSE 80
