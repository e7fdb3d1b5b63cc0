FROM debian:12
EXPSE http://localhost
