FROM debian:12 AS quoted
CMD tail -f app[12"]"
FROM debian:12 AS escaped
CMD tail -f app[12\]
FROM debian:12
CMD app[1 2]=3 cron
