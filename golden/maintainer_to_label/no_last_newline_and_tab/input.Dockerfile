FROM debian:12
Maintainer	Jane