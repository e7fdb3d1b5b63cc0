FROM debian:12
# what is built
RUN make
