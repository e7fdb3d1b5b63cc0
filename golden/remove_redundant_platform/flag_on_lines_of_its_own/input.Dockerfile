FROM \
  --platform=$TARGETPLATFORM \
  # the image
  debian:12 AS a
FROM\
 --platform=$TARGETPLATFORM \
debian:12 AS b
FROM --platform=$TARGETPLATFORM \
  debian:12 AS c
