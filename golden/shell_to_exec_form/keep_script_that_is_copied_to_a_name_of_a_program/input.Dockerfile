FROM debian:12
COPY run.sh /hello
CMD /hello
