FROM debian:12
COPY start.sh /
CMD ["/bin/bash", "-c", "/start.sh"]
