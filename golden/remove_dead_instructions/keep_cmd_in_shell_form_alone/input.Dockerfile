FROM debian:12
CMD echo "CMD one" && \
    echo "CMD two"
