FROM alpine
HEALTHCHECK --interval=5m \
  CMD curl -f x
HEALTHCHECK NONE
