FROM alpine
SHELL ["/bin/bash", "-c"]
CMD echo {a,b}
