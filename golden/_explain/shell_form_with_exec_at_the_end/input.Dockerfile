FROM alpine:3.20
CMD ./migrate && exec ./server
