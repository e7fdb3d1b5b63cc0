FROM debian:12
ENTRYPOINT ["tini", "--"]
EXPOSE 80
ENTRYPOINT ["dumb-init", "--"]
CMD ["nginx", "-g", "daemon off;"]
