FROM debian:12
ARG NAME=x
ENV $NAME=y
CMD nginx
