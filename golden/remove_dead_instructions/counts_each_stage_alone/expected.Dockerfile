FROM golang:1.22 AS build
CMD ["go", "test", "./..."]

FROM build AS lint
CMD ["go", "vet", "./..."]

FROM debian:12
ENTRYPOINT ["/usr/local/bin/shop"]
CMD ["--help"]
