FROM debian:12
CMD ["grep", "-F", "[error", "/var/log/dpkg.log"]
