FROM debian:12
AGR A=1
ENVV B=2 C=$A
VOLUM /data
USRE app
STOPSIGNL SIGTERM
HEALTCHECK CMD curl localhost
SHEL ["/bin/sh", "-c"]
ADDD a /b
MANTAINER Jane
