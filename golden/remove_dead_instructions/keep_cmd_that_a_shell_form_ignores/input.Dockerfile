FROM debian:12
ENTRYPOINT serve $PORT
CMD ["a"]
