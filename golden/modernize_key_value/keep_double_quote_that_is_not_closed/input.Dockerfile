FROM debian:12
LABEL size 5" wide
