FROM debian:12 AS a
RUN true
FROM a AS b
RUN true
