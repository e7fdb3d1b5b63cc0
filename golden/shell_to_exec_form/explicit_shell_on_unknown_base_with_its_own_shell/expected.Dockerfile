FROM example/base
SHELL ["/bin/ash", "-c"]
CMD ["/bin/ash", "-c", "serve $PORT"]
