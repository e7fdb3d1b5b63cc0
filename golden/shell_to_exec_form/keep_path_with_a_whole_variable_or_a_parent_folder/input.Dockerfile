FROM debian:12 AS unset
ENV PATH=$PATH:$APP_HOME
CMD app

FROM debian:12 AS argument
ARG DIRECTORY=/opt/app
ENV PATH=$DIRECTORY:$PATH
CMD app

FROM debian:12
ENV PATH=/opt/current/../bin:$PATH
CMD app
