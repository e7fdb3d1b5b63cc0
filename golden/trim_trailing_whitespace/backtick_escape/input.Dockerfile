# escape=`
FROM debian:12
RUN dir ` 
  C:\ 
ENV A=C:\ 
