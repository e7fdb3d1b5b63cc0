FROM ubuntu
ENTRYPOINT ["echo","Hello, ENTRYPOINT!"]
CMD ["CMD default argument"]
