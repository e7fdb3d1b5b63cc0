FROM debian:12
NOSUCH <ÿ>&"
CMD nginx
