FROM debian:12
ENTRYPOINT grep "^root:$" /etc/passwd a$ $/b
