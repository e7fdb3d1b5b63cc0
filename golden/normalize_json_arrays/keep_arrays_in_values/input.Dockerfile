FROM debian:12
ENV A=["a","b"] B="[ 1,2 ]"
LABEL list [ "a","b" ]
RUN echo [ "a","b" ]
