FROM gcr.io/distroless/static-debian12
COPY busybox /bin/sh
CMD httpd -f
