FROM mcr.microsoft.com/windows/servercore:ltsc2022
WORKDIR C:/app
CMD server.exe --port 80
