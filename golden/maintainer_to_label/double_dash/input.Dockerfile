FROM debian:12
MAINTAINER -- Jane
