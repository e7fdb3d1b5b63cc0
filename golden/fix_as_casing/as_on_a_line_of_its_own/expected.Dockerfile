FROM golang:1.23 \
  # the first stage
  AS \

  build
RUN true
