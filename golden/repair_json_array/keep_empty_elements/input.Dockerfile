FROM debian:12
CMD ["a",,"b"]
ENTRYPOINT [,"a"]
CMD ["a", "b",
