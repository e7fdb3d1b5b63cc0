FROM debian:12
RUN true
run \
  false
cmd ["a"]