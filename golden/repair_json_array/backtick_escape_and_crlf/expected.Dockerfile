# escape=`
FROM debian:12
CMD ["cmd.exe", "/c"]  
