FROM debian:12
ARG U
COPY --link app /srv/app/
COPY --link=false app /srv/app/
COPY --chmod=755 app /srv/app/
COPY --chown=app app /srv/app/
COPY --chown=$U app /srv/app/
COPY --parents app /srv/app/
