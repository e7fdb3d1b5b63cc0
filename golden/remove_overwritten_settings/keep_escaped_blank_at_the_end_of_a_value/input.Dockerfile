FROM debian
LABEL a=x\   b=1
LABEL b=2
