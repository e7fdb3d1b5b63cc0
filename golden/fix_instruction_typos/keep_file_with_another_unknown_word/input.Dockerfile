FROM debian:12
RUNN a
apt-get update
