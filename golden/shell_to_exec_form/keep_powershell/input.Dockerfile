FROM debian:12
SHELL ["powershell", "-Command"]
CMD Start-Shop -Port 80
