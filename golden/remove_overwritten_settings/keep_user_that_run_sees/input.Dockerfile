FROM debian:12
USER app
RUN make
USER root
