# escape=`
FROM debian:12
ENV A=C:\x `
    B=2
