FROM registry.example.com/base
SHELL ["/bin/sh", "-c"]
ENTRYPOINT serve $PORT
CMD ["a"]
