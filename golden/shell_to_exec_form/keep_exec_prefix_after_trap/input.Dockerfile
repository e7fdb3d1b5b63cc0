FROM debian:12
CMD trap "echo bye" EXIT; serve $PORT
