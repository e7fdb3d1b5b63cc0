FROM debian:12
ARG FOLDER=/li'b
ENV A=b
