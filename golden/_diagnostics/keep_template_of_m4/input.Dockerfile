FROM debian:12
include(`packages.m4')
CMD ["nginx"]
