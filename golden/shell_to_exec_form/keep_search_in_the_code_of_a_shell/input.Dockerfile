FROM debian:12
HEALTHCHECK CMD bash -c "pgrep -f server.py"
