FROM debian:12
VOLUME /data /cache
VOLUME ["/log", "/tmp/x"]
VOLUME ["/run"]
