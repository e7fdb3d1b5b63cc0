FROM debian:12
CMD ['echo', '$HOME']
ENTRYPOINT ["app", $PORT]
CMD [$A, b]
