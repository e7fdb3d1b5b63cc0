FROM example/base
SHELL ["/bin/ash", "-c"]
CMD serve $PORT
