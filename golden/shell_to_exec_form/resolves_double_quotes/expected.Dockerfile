FROM debian:12
RUN apt-get update && apt-get install -y nginx
CMD ["nginx", "-g", "daemon off;", "-e", "/var/log/nginx errors/main.log"]
