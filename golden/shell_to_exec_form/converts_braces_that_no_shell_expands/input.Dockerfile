FROM debian:12
CMD find /srv -name core -exec rm {} +
