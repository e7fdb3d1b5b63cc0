FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
WORKDIR /bin
WORKDIR /srv
CMD ["ls", "-d", "."]
