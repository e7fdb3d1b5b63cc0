# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
USER ContainerUser
USER ContainerAdministrator
LABEL a=1 `
  b=2 `
  a=3
