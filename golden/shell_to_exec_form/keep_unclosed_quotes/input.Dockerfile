FROM debian:12 AS single
CMD figlet it's
FROM debian:12
CMD figlet "open
