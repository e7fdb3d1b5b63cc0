FROM debian:12
COPY start.sh /bin/hello
CMD /usr/bin/hello
