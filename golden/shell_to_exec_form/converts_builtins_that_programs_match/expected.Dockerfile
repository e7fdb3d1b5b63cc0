FROM debian:12 AS s1
CMD source /etc/profile
FROM debian:12 AS s2
CMD eval cron -f
FROM debian:12 AS s3
CMD set -e
FROM debian:12 AS s4
CMD trap - TERM
FROM debian:12 AS s5
CMD type cron
FROM debian:12 AS s6
CMD wait
FROM debian:12 AS s7
CMD ulimit -n 65536
FROM debian:12 AS s8
CMD :
FROM debian:12 AS s9
CMD ["true"]
FROM debian:12 AS s10
CMD ["echo", "ready"]
FROM debian:12 AS s11
CMD \cd /srv
FROM debian:12 AS s12
CMD ["[", "-e", "/srv", "]"]
FROM debian:12 AS s13
CMD command cron -f
