FROM debian:12 AS base-linux
FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS base-windows
SHELL ["powershell", "-command"]
FROM base-${TARGETOS}
ENTRYPOINT app serve
HEALTHCHECK CMD app check
