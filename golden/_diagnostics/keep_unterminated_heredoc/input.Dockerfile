FROM debian:12
RUN cat <<EOF > /etc/motd
hello
EOF;
CMD ["bash"]
