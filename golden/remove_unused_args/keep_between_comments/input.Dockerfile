FROM debian:12
ARG A \
  # first
  B \
  # second
  C
RUN echo $A $C
