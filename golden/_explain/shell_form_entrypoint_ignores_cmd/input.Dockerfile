FROM debian
ENTRYPOINT nginx -g "daemon off;"
CMD ["--help"]
