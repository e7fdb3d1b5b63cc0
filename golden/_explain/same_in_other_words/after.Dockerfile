# a comment
from debian as build
ENV A="b"
LABEL "x"=y
CMD [ "nginx" ]
