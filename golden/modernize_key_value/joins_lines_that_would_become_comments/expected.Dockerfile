FROM debian:12
ENV FOO="a #b c"
# kept
ENV BAR="a   #b c"
ENV BAZ="a\\ b"
