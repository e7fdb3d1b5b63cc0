FROM debian:12 AS build
ARG STAGE=build
RUN --mount=type=bind,from=$STAGE,target=/src make
