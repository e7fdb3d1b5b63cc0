FROM debian:11 AS base
RUN one
FROM debian:12 AS base
RUN two
FROM scratch
COPY --from=base /a /a
