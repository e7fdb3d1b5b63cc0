FROM --platform=linux/386 debian:12 AS linux-files
FROM --platform=i386 debian:12
