FROM debian:12

CMD ["bash"]

EXPOSE 80

CMD ["nginx"]
