FROM debian:12
ENV A=$HOME B=${HOME}x
