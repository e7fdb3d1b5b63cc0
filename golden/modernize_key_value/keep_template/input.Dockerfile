FROM debian:12
ENV FOO {{ foo }}
ENV BAR bar
