FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
ENV A=b
CMD ["/bin/printf", "%s", "$A"]
