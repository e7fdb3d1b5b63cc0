FROM debian:12
EXPOSE 80/tcp ${P:-81/UDP} 82/tcp
