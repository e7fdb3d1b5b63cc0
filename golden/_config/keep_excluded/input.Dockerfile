FROM debian
CMD nginx
