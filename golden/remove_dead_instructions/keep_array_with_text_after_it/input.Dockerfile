FROM debian:12
CMD ["bash"] # for debugging
CMD ["nginx"]
