FROM debian:12
RUN find . -exec rm {} \;
RUNN a &
COPPY b /c
