FROM debian:12
COPY rootfs/ /
CMD start --fast
