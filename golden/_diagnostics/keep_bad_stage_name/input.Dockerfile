FROM debian:12 AS 1st
FROM debian:12 AS build/web
