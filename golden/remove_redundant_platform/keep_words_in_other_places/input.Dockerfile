FROM debian:12
RUN echo --platform=$TARGETPLATFORM x
# FROM --platform=$TARGETPLATFORM debian:12
