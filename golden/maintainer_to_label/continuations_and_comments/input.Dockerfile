FROM debian:12
MAINTAINER Jane \
  # of accounting

  Doe
