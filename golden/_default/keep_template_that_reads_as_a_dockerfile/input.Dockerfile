FROM registry.example.com/%%ARCHITECTURE%%/debian:12
CMD nginx -g "daemon off;"
CMD nginx -t
