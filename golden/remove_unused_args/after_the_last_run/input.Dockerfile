FROM debian:12
RUN make
ARG VERSION
CMD ["x"]
