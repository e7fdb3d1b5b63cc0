FROM alpine AS build
HEALTHCHECK --interval=5m \
  CMD curl -f x
FROM alpine
COPY --from=build /a /a
HEALTHCHECK NONE
