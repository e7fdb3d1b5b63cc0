FROM debian:12 AS quoted
RUN ln -sf /usr/bin/zsh "/bin/sh"
CMD nginx

FROM debian:12 AS comment
RUN ln -sf /usr/bin/zsh /bin/sh # for all
CMD nginx

FROM debian:12 AS sudo
RUN sudo ln -sf /usr/bin/zsh /bin/sh
CMD nginx

FROM debian:12
RUN install -m 755 wrapper /bin/sh
CMD nginx
