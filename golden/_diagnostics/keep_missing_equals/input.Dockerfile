FROM debian:12
ENV TZ=UTC GREETING=hello world
LABEL vendor=Shop description = none
