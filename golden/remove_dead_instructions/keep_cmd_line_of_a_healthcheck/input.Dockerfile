FROM debian:12
HEALTHCHECK --interval=5m \
  CMD curl -f http://localhost/
CMD ["nginx", "-g", "daemon off;"]
