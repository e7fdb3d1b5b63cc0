FROM debian:12
RUN ab
ENV A="xy"
