FROM debian:12
RUN true
STOPSIGNAL 9
CMD ["a"]
SHELL ["/bin/sh", "-c"]
RUN true
