FROM debian
LABEL b=x\   c=1
LABEL b=4
