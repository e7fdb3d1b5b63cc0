FROM debian:12
ENV FOO ${BAR:-a b}
ENV BAZ x ${BAR:+$BAR:}y
ENV QUX x ${BAR:-"y"} z
ENV TRIM a ${BAR#*/} ${BAR//x/ y}
ENV OUTER ${BAR:-"b c"}
