# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
CMD dir `
    C:\shop\
CMD C:\shop\shop.exe
