FROM debian:12
CMD ["figlet", "$HOME costs `5`", "$5"]
