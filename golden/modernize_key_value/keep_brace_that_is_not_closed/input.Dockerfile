FROM debian:12
ENV BROKEN a ${b
ENV HALF ${b:-c d
