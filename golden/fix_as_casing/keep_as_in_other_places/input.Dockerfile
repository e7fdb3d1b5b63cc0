# FROM debian as build
FROM debian:12
RUN echo FROM x as y
ONBUILD RUN echo as
