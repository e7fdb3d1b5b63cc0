# escape=`
FROM debian:12
CMD [ "C:\\app.exe","/x" , `
  "/y" ]
