# escape=`
FROM debian:12
COPY [a-z]* /srv/
COPY [a,b]*.txt /srv/
SHELL ["powershell", "-Command"]
RUN [Environment]::SetEnvironmentVariable('a', 'b')
RUN [a,b]::c
