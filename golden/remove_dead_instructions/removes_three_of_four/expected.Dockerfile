FROM debian:12
ENV TZ=UTC

CMD ["apache2ctl", "-D", "FOREGROUND"]
