FROM debian:12
ONBUILD run make
ONBUILD copy . /srv
RUN true
