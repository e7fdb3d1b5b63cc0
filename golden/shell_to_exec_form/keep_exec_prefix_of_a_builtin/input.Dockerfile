FROM debian:12
CMD cd /srv && echo $HOME
