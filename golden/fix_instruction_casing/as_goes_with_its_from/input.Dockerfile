from debian:12 as base
RUN true
From base as second
RUN true
from second AS third
RUN true
FROM third as fourth
