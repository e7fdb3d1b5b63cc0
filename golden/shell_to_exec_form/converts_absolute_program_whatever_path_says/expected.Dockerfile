FROM debian:12
ENV PATH="$PATH:~/bin:."
CMD ["/usr/sbin/cron", "-f"]
