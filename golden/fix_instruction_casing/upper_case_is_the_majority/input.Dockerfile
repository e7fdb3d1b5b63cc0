# A comment with run in it.
ARG VERSION=12
FROM debian:${VERSION}
run apt-get update
Copy . /srv
EXPOSE 80
entrypoint ["/srv/start"]
