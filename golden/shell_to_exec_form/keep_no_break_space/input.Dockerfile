FROM debian:12
CMD figlet a b
