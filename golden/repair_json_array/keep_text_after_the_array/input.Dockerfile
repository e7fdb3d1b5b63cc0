FROM debian:12
CMD ['a', 'b'] # why
ENTRYPOINT ['a', 'b'] && c
CMD ['a', 'b'];
CMD ["a"] b
