FROM debian:12
CMD ["a"]
EXPOSE 80 443/tcp
