ARG A=1
ARG B="${A:?is needed}"
FROM debian:12
RUN make
