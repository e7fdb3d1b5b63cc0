FROM mcr.microsoft.com/windows/servercore:ltsc2022
CMD ["cmd", "/S", "/C", "echo %PATH%"]
