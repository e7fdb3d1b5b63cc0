# escape=`
FROM debian:12
LABEL org.opencontainers.image.authors="a\b ``c `"d`" `$e ````"
