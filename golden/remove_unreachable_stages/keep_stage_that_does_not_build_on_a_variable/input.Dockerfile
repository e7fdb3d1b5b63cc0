FROM $BASE
WORKDIR /h"elper
FROM debian:12
RUN b
