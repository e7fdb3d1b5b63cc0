FROM debian:12
# why
RUN a \
  # b
  && c
