FROM debian:12
CMD nginx
ONBUILD SHELL ["/bin/zsh", "-c"]
