FROM debian:12
ENV PS1="$ "
HEALTHCHECK CMD curl localhost
