FROM debian:12 AS a
ARG NAME
COPY start.sh /srv/$NAME
CMD ["/app/myapp"]

FROM debian:12 AS b
COPY start.sh /app/start/
COPY build /app
WORKDIR /app
CMD ["./app"]

FROM debian:12
RUN ln -s /opt/start.sh /usr/bin/hello-start && cp /opt/hello.bin /usr/bin/hello
CMD ["/usr/bin/hello"]
