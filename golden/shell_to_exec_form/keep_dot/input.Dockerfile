FROM debian:12
CMD . ./env
