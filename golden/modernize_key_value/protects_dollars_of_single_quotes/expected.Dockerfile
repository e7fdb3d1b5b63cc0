FROM debian:12
ENV FOO="a \$HOME b"
ENV BAR="a cost: 5 \$ b"
ENV BAZ="a \$HOME b"
