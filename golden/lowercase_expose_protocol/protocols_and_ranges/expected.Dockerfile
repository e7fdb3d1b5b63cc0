FROM debian:12
EXPOSE 80/tcp 53/udp 8000-8010/sctp 22/tcp 443
expose 81/tcp
