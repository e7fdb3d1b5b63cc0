FROM debian:12
USER ${NAME#}
USER app
ENV A=${B//x/y}
ENV A=1
