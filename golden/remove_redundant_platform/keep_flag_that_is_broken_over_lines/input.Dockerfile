FROM --platform=$TARGET\
# comment
PLATFORM debian:12
