FROM debian:12
COPY --link app /srv/app/
