FROM debian:12
CMD ~/run
