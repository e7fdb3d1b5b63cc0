FROM debian:12 AS base
SHELL ["/bin/bash", "-lc"]

FROM base
CMD node server.js
