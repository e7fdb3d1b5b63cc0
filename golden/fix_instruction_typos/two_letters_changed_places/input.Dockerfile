FORM debian:12 AS a
LABLE a=b
RNU a
