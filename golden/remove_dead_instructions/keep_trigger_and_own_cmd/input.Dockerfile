FROM debian:12 AS base
ONBUILD CMD ["bash"]

FROM base
CMD ["cron", "-f"]
