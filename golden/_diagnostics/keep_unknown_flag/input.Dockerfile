FROM debian:12 AS build
COPY --form=build --chwon=www-data /a /b
RUN --no-cache apt-get update
CMD --port 80
