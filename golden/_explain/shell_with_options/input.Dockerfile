FROM debian
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
CMD server | logger
