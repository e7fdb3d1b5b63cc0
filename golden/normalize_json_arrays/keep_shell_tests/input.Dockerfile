FROM debian:12
RUN [ -f /etc/passwd ]
RUN [[ "$a" == "b" ]]
RUN [ "a" = "b" ] || true
