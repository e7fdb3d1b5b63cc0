FROM debian:12
ENV BASH_ENV=/etc/profile.d/nvm.sh
SHELL ["/bin/bash", "-c"]
CMD node server.js
