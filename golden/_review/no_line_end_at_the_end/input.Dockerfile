FROM debian:12
CMD nginx
CMD apache2