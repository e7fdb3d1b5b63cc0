FROM example.com/unknown:1
WORKDIR /srv
WORKDIR app
RUN make
WORKDIR ../x/./y/
WORKDIR ..
WORKDIR .
