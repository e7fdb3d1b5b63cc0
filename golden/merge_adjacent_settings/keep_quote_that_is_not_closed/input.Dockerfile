FROM debian:12
LABEL maintainer="A
LABEL description="B c"
