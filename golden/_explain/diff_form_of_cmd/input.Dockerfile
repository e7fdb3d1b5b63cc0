FROM debian
EXPOSE 80
CMD nginx -g "daemon off;"
