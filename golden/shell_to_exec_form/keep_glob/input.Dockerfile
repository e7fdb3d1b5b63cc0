FROM debian:12 AS list
CMD ls *.txt
FROM debian:12 AS one
CMD tail -f /var/log/app?.log
FROM debian:12
CMD tail -f /var/log/app[12].log
