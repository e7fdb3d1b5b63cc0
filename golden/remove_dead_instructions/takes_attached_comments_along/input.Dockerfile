FROM debian:12
# the old server
CMD ["a"]

# the new server
CMD ["b"]
