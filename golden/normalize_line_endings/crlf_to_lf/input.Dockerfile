FROM debian:12

# a
RUN a \
  # b

  c
CMD ["a"]
