FROM debian:11 AS context
FROM debian:12 AS context
