FROM debian:12 AS one
USER app
FROM one
USER root
