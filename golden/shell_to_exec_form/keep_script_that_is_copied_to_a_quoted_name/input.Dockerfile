FROM debian:12
COPY start.sh "/app/myapp"
CMD /app/myapp
