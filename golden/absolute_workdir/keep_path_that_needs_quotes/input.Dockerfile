FROM debian:12
WORKDIR "my app"
WORKDIR x y
