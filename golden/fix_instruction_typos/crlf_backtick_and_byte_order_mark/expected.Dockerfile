# escape=`
FROM debian:12
RUN dir `
  C:\
