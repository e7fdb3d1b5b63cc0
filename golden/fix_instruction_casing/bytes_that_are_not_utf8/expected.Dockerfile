FROM debian:12
RUN echo ÿþ
RUN true
