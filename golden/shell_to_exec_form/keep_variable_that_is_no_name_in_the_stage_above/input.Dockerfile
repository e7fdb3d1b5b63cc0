FROM debian:12 AS base
CMD nginx

FROM base
ENV log-level=debug
