FROM debian:12
HEALTHCHECK --interval=5m Cmd true
HEALTHCHECK none
