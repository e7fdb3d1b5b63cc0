FROM debian:12
LABEL a="x y" b=1
LABEL c=2 a='x y'
LABEL b 1
