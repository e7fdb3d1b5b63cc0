FROM debian:12 AS base
CMD /srv/start

FROM base
COPY start.sh /srv/start
