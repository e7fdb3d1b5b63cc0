# check=experimental=all;error=true
FROM debian:12
# Z is nothing

ARG Z=1
ARG V=1.2
COPY a /$V
