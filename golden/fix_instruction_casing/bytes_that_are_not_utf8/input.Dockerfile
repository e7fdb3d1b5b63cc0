FROM debian:12
run echo ÿþ
RUN true
