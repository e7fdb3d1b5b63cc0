FROM golang:1.22 AS build
RUN ['make']
FROM debian:12
COPY --from=build /app /app
RUN ["ldconfig"]
