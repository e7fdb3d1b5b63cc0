arg ONE=1
arg TWO=2
arg THREE=3
FROM debian:${ONE}
RUN true
