FROM debian:12
CMD ["nginx"]
