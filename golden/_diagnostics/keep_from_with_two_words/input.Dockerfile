FROM debian 12
FROM debian:12 build
FROM debian:12 AS
FROM
