FROM alpine
SHELL ["/bin/bash", "-c"]
CMD app PATH=~/a:~/b
