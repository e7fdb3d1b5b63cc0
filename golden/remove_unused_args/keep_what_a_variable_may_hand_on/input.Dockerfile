ARG BASE=debian:12
FROM debian:12 AS dev
RUN make
ARG UNREAD
FROM ${BASE}
RUN make test
