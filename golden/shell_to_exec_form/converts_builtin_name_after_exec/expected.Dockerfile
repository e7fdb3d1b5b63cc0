FROM debian:12
CMD ["printf", "%s %s", "hello", "world"]
