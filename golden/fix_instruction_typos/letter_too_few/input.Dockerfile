FROM debian:12
CM ["a"]
EXPSE 80 443/tcp
