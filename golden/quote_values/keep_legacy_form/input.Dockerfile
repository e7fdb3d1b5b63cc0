FROM debian:12
ENV A b
LABEL C d=e
