FROM debian:12
RUN --network=bridge apt-get update
RUN --security=root true
