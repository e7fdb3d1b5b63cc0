FROM debian:12 AS a
COPY start.sh /app//myapp
CMD /app/myapp

FROM debian:12
COPY start.sh /app/../app/./myapp
CMD /app/myapp
