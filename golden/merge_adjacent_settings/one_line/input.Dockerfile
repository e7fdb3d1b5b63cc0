FROM debian:12
env A=1
  ENV B=2
ENV C=3
