FROM ubuntu
CMD ["echo","Hello, CMD!"]
