FROM debian:12
CMD ["supervisord", "--nodaemon", "--user=www-data", ""]
