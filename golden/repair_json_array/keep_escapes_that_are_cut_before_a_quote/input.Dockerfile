FROM debian:12
CMD ["a" "\u00"]
CMD ["a\", 'b']
