FROM debian:12
CMD ["figlet", "foo bar"]
