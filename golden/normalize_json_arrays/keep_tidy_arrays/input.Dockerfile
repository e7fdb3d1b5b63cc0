FROM debian:12
VOLUME ["/a", "/b"]
ENTRYPOINT ["app"]
CMD []
