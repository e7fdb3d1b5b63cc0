FROM debian:12
ENV PATH=/opt/a%func:$PATH
CMD nginx
