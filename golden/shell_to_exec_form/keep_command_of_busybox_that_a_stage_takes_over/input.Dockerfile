FROM busybox AS a
CMD httpd -f

FROM a
ENV PATH=/opt/bin:$PATH
