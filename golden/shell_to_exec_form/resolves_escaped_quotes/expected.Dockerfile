FROM debian:12
CMD ["figlet", "say \"hi\"", "and", "'bye'"]
