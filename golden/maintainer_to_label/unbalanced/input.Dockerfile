FROM debian:12
MAINTAINER Conan O'Brien "x ${y $( <<EOF
