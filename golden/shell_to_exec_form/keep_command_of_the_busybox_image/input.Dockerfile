FROM docker.io/library/busybox:1.36
COPY httpd /usr/local/bin/
CMD httpd -f
