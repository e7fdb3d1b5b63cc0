FROM debian:12
ARG X
COPY app /srv/app
COPY app .
COPY app ./app/
COPY app /srv/$X/
COPY app /
COPY app /tmp/
COPY app /usr/local/bin/
COPY app /var/lib/app/
COPY app /srv/../x/
