FROM debian:12
  CMD ['npm', \
# x
  'start']
