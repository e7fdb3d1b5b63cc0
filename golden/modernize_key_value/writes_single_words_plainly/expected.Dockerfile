FROM debian:12
ENV LANG=C.UTF-8
LABEL maintainer=someone@example.org
ENV PATH=/opt/tool/bin:$PATH
ENV OPTIONS=--a=1,--b=2
ENV HOME_DIR=/srv
ENV  WIDE=value
env lower=case
