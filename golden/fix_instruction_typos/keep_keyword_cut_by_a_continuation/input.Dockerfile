FROM debian:12
RU\
NN a
