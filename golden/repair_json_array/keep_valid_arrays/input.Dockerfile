FROM debian:12
CMD ["a", "b"]
ENTRYPOINT []
VOLUME [ "/a" ]
