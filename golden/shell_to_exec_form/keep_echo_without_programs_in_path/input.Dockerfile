FROM debian:12
ENV PATH=/opt/bin
CMD echo hello
