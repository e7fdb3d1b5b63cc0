FROM debian:12
  volume [ "/a" , "/b" ]
