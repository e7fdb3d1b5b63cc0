FROM golang:1.23 AS Builder
FROM Builder AS second
COPY --from=Builder /a /a
