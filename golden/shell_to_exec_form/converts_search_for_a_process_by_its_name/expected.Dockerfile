FROM debian:12
HEALTHCHECK CMD ["/usr/bin/pgrep", "-x", "cron"]
CMD ["pkill", "-f", "server.py"]
