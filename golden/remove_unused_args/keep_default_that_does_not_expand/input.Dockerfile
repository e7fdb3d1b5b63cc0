FROM debian
ARG USE_MOBY="${templateOption:moby}"
RUN make
