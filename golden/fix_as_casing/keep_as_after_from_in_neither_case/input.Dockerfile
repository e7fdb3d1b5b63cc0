From golang:1.23 aS build
RUN true
