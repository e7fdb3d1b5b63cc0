FROM debian:12
ENTRYPOINT cron -f
CMD ["-x"] all
