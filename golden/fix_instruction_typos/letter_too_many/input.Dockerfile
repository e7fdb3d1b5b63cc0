FROM debian:12
RUNN a
COPPY . /srv
