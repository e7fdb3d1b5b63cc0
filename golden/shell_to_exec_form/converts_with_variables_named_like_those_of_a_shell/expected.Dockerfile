FROM debian:12
ENV BASH_COLOUR=1 PWD_=/x _9=y path=/z
CMD ["nginx"]
