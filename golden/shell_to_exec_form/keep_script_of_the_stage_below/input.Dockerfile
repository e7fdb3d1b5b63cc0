FROM debian:12 AS base
COPY start /usr/local/bin/start

FROM base
CMD start --fast
