FROM golang:1.23 AS build
FROM scratch
COPY --from=Build /a /a
RUN --mount=from=BUILD,target=/x true
