FROM debian:12
ENV FOO x ${BAR:-"a b" "c d"} y
ENV BAZ ${BAR:-a "b c"}
