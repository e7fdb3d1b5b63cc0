FROM debian:12
CMD ['npm', \
  # the script
  'start', \

  'now']
