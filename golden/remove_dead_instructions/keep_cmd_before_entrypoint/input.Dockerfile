FROM nginx:1.27
CMD ["-g", "daemon off;"]
ENTRYPOINT ["nginx"]
