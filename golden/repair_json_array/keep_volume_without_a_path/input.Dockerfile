FROM debian:12
VOLUME ["	"]
VOLUME ['/a',' ']
