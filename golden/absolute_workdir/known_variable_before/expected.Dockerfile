FROM debian:12
ENV HOME=/home/app
WORKDIR $HOME
WORKDIR /home/app/src
