FROM debian:12
RUM a
WORKDIT /srv
