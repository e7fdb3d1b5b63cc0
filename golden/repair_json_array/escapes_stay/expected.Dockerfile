FROM debian:12
CMD ["printf", "a\tb", "é😀", "\""]
