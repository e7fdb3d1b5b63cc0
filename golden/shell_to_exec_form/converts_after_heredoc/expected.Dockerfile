FROM debian:12
RUN <<EOF
apt-get update
CMD not an instruction
EOF
COPY <<"EOF" /etc/motd
CMD echo $HOME
ENTRYPOINT none
EOF
CMD ["cron", "-f"]
