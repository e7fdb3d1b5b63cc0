FROM debian:12 AS base
ENTRYPOINT serve
FROM base
ENV SHELLOPTS=xtrace
