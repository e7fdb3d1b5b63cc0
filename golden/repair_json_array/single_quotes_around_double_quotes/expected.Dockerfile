FROM debian:12
CMD ["sh", "-c", "echo \"a $B\" && true"]
