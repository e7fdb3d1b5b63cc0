FROM debian:12
CMD exec serve $PORT
