FROM debian:12 AS 1
RUM apt-get update
ENV TZ
EXPOSE
