FROM mcr.microsoft.com/powershell AS a
SHELL ["pwsh", "-Command"]
CMD Write-Host hello
FROM mcr.microsoft.com/windows/servercore:ltsc2022
CMD dir C:\\app
