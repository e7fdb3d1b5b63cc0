FROM node:20 AS web
CMD NODE_ENV=production node server.js

FROM debian:12
CMD TZ=UTC exec cron -f
