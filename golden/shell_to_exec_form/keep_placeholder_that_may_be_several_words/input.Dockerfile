FROM debian:12
CMD app __ARGS__
