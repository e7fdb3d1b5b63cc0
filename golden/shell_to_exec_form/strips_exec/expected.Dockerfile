FROM debian:12
CMD ["supervisord", "-n"]
