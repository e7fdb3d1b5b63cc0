FROM debian:12
ENV Aÿ c
