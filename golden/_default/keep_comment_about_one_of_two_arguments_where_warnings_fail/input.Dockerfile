# check=experimental=all;error=true
FROM debian:12
# Z is nothing
ARG Z=1 V=2
COPY a /$V
