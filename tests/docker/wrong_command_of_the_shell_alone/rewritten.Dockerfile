FROM scratch
COPY busybox /bin/sh
CMD ["uname", "-s"]
