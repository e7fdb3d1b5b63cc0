# syntax=docker/dockerfile:1
# the header

# about the build
FROM debian:12 AS build
RUN b

# the image
FROM debian:12
COPY --from=build /a /b
