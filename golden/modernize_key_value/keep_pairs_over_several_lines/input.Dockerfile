FROM debian:12
ENV FOO=bar \
    # ENV BAZ qux

    BAZ=qux \
    ENV="a b"
