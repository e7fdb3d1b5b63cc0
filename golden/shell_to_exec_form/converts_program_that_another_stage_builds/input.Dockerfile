FROM golang:1.22 AS build
COPY . /src
RUN go build -o /out/hello /src

FROM debian:12
COPY --from=build /out/hello /usr/local/bin/hi
CMD hi
