FROM debian:12
ENV A=1 PATH=$A:$PATH
ENV B=1 C="x${B}"
ENV D=1 D=$D
