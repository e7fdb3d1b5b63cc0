FROM debian:12
CMD exec printf '%s %s' hello world
