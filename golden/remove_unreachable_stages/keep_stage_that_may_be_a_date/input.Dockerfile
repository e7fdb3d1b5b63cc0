ARG SOURCE_DATE_EPOCH=src
FROM scratch AS src
ADD https://example.com/x.tar.gz /
FROM debian:12
RUN make
