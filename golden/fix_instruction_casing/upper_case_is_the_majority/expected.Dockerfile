# A comment with run in it.
ARG VERSION=12
FROM debian:${VERSION}
RUN apt-get update
COPY . /srv
EXPOSE 80
ENTRYPOINT ["/srv/start"]
