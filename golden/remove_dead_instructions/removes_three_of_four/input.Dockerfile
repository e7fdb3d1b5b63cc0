FROM debian:12
CMD ["bash"]
CMD cron -f
ENV TZ=UTC
CMD ["nginx"]

CMD ["apache2ctl", "-D", "FOREGROUND"]
