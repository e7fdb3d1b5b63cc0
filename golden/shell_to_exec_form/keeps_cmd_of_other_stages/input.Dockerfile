FROM debian:12 AS tools
CMD ["bash"]

FROM debian:12
ENTRYPOINT rsyslogd -n
CMD ["-d"]

FROM tools
CMD ["sh"]
