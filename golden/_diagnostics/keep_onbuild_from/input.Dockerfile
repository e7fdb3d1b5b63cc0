FROM debian:12
ONBUILD FROM debian:11
ONBUILD MAINTAINER shop@example.com
