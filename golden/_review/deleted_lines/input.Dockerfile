FROM debian:12
CMD nginx
# Goes last.
HEALTHCHECK NONE
USER www-data
CMD ["apache2"]
