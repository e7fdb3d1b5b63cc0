FROM debian:12
VOLUME /data /cache
VOLUME ["/data"]
VOLUME ["/log", "/cache", "/tmp/x"]
VOLUME ["/cache", "/run"]
