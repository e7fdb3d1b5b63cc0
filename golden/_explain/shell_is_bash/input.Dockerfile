FROM debian
SHELL ["/bin/bash", "-c"]
CMD nginx -g "daemon off;"
