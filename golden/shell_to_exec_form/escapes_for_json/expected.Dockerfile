FROM debian:12
CMD ["grep", "-E", "^[0-9]+\\s\"ready\"$", "/var/log/boot.log"]
