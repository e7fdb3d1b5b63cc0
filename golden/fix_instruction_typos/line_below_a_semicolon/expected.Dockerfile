FROM debian:12
RUN find . -exec rm {} \;
RUN a &
COPY b /c
