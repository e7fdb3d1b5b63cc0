FROM debian:12
RUN true
CMD ["a"] b
