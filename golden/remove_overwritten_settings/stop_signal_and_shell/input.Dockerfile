FROM debian:12
STOPSIGNAL SIGTERM
RUN true
STOPSIGNAL 9
SHELL ["/bin/bash", "-c"]
CMD ["a"]
SHELL ["/bin/sh", "-c"]
RUN true
