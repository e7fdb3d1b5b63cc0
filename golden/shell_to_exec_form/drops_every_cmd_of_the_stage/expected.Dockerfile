FROM debian:12
ENTRYPOINT ["rsyslogd", "-n"]
