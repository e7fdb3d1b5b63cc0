FROM debian:12
# The old server.
    # In front.
    # To the log.
# The new server.
CMD ["nginx", "-g", "daemon off;"]
