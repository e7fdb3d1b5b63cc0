FROM mcr.microsoft.com/powershell:7.4
SHELL ["pwsh", "-Command"]
CMD Write-Host hello
