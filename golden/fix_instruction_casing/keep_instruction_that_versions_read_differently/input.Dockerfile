FROM debian:12
RUN true
cmd ["a"] b
