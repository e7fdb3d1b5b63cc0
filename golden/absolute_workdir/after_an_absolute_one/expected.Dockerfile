FROM example.com/unknown:1
WORKDIR /srv
WORKDIR /srv/app
RUN make
WORKDIR /srv/x/y
WORKDIR /srv/x
WORKDIR /srv/x
