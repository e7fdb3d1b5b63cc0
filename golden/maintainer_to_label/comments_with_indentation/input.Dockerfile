FROM debian:12
  MAINTAINER \
# who
  Jane
