# escape=`
FROM debian:12
ENV A=C:\x
ENV B=2
