FROM debian:12
SHELL ["/bin/bash", "-c"]
ENV "BASH_ENV"=/etc/start
CMD nginx
