FROM debian:12 AS one
CMD {} /srv
FROM debian:12
CMD exec a{b c
