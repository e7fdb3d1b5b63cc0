FROM debian:12
ONBUILD run make
ONBUILD Copy . /srv
