FROM debian:12
CMD ["bash"] # for debugging
CMD echo "$GREETING"
