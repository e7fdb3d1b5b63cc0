FROM debian:12
ONBUIL apt-get update
