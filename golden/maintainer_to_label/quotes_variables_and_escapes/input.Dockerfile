FROM debian:12
ENV HOME=/x
MAINTAINER John "JD" $HOME ${HOME} 'x' C:\dir \$a \\ b
