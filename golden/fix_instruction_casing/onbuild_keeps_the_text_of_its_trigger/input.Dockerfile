FROM debian:12
onbuild run make
OnBuild copy . /srv
RUN true
