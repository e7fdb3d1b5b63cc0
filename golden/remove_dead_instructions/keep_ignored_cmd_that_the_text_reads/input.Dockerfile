FROM debian:12
ENTRYPOINT serve "$@"
CMD ["a"]
