FROM debian:11 AS Base
RUN one
FROM debian:12 AS BASE
RUN two
FROM scratch
COPY --from=Base /a /a
