FROM debian:12 AS bell
CMD figlet 'ab'
FROM debian:12
CMD figlet ab
