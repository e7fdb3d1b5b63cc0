FROM debian:12 AS base
CMD ["cron", "-f"]

FROM base
ENV TZ=Europe/Berlin
