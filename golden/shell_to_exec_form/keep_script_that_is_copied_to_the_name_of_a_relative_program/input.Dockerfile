FROM debian:12
COPY start.sh /app/myapp
WORKDIR /app
CMD ./myapp
