# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022 AS list
CMD dir C:\app

FROM mcr.microsoft.com/windows/servercore:ltsc2022
ENTRYPOINT shop.exe --port 80
