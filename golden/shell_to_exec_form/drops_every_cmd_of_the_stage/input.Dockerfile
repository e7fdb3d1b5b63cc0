FROM debian:12
CMD ["--help"]
ENTRYPOINT rsyslogd -n
CMD -d
