FROM nginx:1.27 AS base

FROM base
CMD nginx -g "daemon off;"
