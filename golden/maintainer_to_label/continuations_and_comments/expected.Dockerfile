FROM debian:12
# of accounting
LABEL org.opencontainers.image.authors="Jane   Doe"
