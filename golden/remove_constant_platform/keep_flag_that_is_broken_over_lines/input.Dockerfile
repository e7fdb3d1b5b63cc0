FROM --platform=linux/\
s390x debian:12
