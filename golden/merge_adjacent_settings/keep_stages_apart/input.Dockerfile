ARG A
FROM debian:12
ARG A
FROM debian:12
ARG A
