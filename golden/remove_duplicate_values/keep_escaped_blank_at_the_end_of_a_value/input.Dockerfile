FROM debian
LABEL b=1
RUN x
LABEL a=x\   b=1
RUN env
