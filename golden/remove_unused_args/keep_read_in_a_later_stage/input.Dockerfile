FROM debian:12 AS one
ARG VERSION=1
FROM one AS two
FROM two
RUN echo $VERSION
