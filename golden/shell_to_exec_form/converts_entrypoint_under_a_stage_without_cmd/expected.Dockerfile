FROM debian:12 AS base
ENTRYPOINT ["cron", "-f"]

FROM base AS plain
ENV TZ=Europe/Berlin

FROM base
ENTRYPOINT ["bash"]
CMD ["-l"]
