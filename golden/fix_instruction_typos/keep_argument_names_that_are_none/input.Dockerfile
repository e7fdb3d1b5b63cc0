FROM debian:12
AR -x file.a
