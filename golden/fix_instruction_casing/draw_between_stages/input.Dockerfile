FROM debian:12 AS a
run true
from a as b
RUN true
