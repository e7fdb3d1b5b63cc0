FROM debian:12
ENV A="x  " B='y '
CMD ["a "]
LABEL k="v  "
