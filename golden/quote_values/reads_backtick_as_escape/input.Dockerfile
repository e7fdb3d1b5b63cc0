# escape=`
FROM debian:12
ENV A=C:\dir B=C:\dir\ C=a`
b D=`
  E=c
