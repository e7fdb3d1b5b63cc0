# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
run dir `
    C:\
COPY . C:\srv\
