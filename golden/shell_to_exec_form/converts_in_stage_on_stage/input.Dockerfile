FROM debian:12 AS base
RUN apt-get update && apt-get install -y cron

FROM base AS daily
ENV SCHEDULE=daily

FROM daily
CMD cron -f
