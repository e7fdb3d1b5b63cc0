FROM debian:12
RUN [ -f /etc/passwd ]
RUN [ -f x ] && y
RUN [[ "$a" == "b" ]]
RUN [ "$a" = "b" ]
RUN [ 'a' = 'b' ] || true
RUN [ "-f" "x" ]
RUN [ "a" "=" "b" ]
RUN [ ! -e x ]
RUN [ 'x' ] || true
CMD [ -z "$A" ] || x
