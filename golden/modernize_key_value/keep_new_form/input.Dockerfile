FROM debian:12
ENV FOO=bar BAZ="a b" QUX=
LABEL a=b \
  "c d"=e
ENV X='a b'
