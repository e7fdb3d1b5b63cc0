FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENTRYPOINT serve $PORT
CMD ["a"]
