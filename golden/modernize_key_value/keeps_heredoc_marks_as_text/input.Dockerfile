FROM debian:12
ENV FOO <<EOF
ENV BAR a << EOF b
RUN x
