FROM debian:12
SHELL ["/bin/bash", "-c"]
CMD a
SHELL ["/bin/sh", "-c"]
ENTRYPOINT b
SHELL ["/bin/bash", "-c"]
HEALTHCHECK CMD c
SHELL ["/bin/sh", "-c"]
RUN d
SHELL ["/bin/bash", "-c"]
