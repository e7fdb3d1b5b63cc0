FROM golang:1.23 \
  # the first stage
  as \

  build
RUN true
