FROM debian AS base
ENV MODE=base
FROM base AS tests
CMD ["make", "check"]
FROM base AS app
CMD ["app"]
