FROM debian:12 AS base
ONBUILD SHELL ["/bin/bash", "-lc"]

FROM base
CMD node server.js
