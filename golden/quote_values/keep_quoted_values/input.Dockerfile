FROM debian:12
ENV A="b" B='$c' C=a"b" D=a\ b E=\$x
ARG X="y"
LABEL "a b"='c'
