FROM debian:12
SHELL ["/bin/bash", "-c"]
CMD nginx
ONBUILD ENV BASH_ENV /etc/profile
