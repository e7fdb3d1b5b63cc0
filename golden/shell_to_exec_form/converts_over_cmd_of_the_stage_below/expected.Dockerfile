FROM debian:12 AS base
CMD ["bash"]

FROM base
ENTRYPOINT ["cron", "-f"]
