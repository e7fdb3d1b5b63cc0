FROM debian:12
ENTRYPOINT /usr/sbin/sshd -D
