FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENTRYPOINT serve | tee "log \\ x"
CMD ["a"]
