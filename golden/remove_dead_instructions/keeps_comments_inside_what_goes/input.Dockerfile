FROM debian:12
# The old server.
CMD apache2ctl \
    # In front.
    -D FOREGROUND \

    # To the log.
    -e info
# The new server.
CMD ["nginx", "-g", "daemon off;"]
