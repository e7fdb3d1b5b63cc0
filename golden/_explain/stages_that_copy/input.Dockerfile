FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN go build -o /server

FROM scratch
COPY --from=build /server /server
EXPOSE 8080
USER 1000:1000
STOPSIGNAL SIGINT
ENTRYPOINT ["/server"]
CMD ["--port", "8080"]
