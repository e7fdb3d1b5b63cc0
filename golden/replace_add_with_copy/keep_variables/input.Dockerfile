ARG V=1
FROM debian:12
ARG V
ADD $V /a
ADD app-${V}.txt /a
ADD "app.py" /a
ADD a\ b /a
