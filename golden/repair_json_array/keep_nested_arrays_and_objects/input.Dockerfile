FROM debian:12
RUN x
CMD ["a", ['b']]
ENTRYPOINT {"a", "b"}
