FROM debian:12
CMD %1 now
