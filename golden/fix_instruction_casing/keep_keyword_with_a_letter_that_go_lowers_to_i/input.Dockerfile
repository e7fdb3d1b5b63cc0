FROM debian:12
RUN true
ONBUİLD RUN make
