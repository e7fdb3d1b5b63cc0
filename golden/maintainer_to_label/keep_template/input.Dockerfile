FROM debian:12
MAINTAINER {{ name }}
