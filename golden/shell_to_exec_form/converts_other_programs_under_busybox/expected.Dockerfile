FROM scratch
COPY busybox /bin/sh
COPY server /bin/
ENV PATH=/bin
CMD ["server", "-f"]
HEALTHCHECK CMD ["/bin/wget", "localhost"]
