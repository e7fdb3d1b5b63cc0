FROM debian:12 AS web
CMD ["nginx"]

FROM debian:12 AS web
CMD ["apache2ctl", "-D", "FOREGROUND"]
