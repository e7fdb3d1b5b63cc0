FROM debian:12
RUN apt-get install -y zsh && ln -sf /usr/bin/zsh /bin/sh
CMD nginx
