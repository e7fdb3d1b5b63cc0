FROM debian:12
  volume ["/a"]
  volume ["/b"]
