FROM debian:12
ENV PWD=/srv
CMD nginx
