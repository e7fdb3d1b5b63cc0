FROM debian:12 AS build
ARG VERSION
RUN make VERSION=$VERSION
FROM build
RUN make install
