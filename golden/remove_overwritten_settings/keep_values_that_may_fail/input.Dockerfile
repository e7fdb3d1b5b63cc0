FROM debian:12
ARG NAME
USER ${NAME:?not set}
USER root
LABEL a="${NAME:?not set}"
LABEL a=1
