FROM debian:12
ADD rootfs.tar /
ADD app.py x.TAR.GZ /
ADD x.tgz y.tar.xz /
ADD *.tar.* /
ADD layers.bz2 /
