FROM registry.example.com/base
ENTRYPOINT serve $PORT
CMD ["a"]
