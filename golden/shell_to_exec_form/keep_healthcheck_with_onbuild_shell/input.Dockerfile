FROM debian:12
HEALTHCHECK CMD curl localhost
ONBUILD SHELL ["/bin/zsh", "-c"]
