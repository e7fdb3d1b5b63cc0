FROM debian:12
ENV FOO="=bar"
ENV BAZ="= qux"
LABEL version="= 1.0"
