# escape=`
FROM debian:12
CMD figlet back\
