FROM debian:12
HEALTHCHECK --interval=30s CMD
HEALTHCHECK --interval=30s
