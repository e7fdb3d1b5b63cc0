FROM debian:12
ENV MOTTO it's fine
