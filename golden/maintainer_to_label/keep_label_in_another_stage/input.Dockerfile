FROM debian:12 AS a
LABEL x=1 org.opencontainers.image.authors=John
FROM a
MAINTAINER Jane
