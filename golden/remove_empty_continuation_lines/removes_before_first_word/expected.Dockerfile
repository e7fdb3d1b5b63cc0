FROM debian:12
RUN \
  a
\
RUN b
ONBUILD \
RUN c \
  d
HEALTHCHECK --interval=5m \
CMD x
