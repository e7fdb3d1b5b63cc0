FROM debian:12 AS a
MAINTAINER One
MAINTAINER Two
FROM a
RUN x
maintainer Three
