FROM debian:12
CMD figlet café
