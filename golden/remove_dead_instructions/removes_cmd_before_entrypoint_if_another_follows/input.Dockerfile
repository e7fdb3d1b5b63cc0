FROM nginx:1.27
CMD ["-t"]
ENTRYPOINT ["nginx"]
CMD ["-g", "daemon off;"]
