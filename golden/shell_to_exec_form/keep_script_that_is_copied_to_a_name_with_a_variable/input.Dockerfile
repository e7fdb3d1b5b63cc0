FROM debian:12
ARG NAME
COPY start.sh /app/$NAME
CMD /app/myapp
