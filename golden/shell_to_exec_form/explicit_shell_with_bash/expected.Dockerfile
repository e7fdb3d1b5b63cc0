FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENTRYPOINT ["/bin/bash", "-o", "pipefail", "-c", "serve | tee \"log \\\\ x\""]
CMD ["a"]
