# check=experimental=all;error=true
FROM debian:12
USER \
  # the second
  root
ARG V=1
USER $V
