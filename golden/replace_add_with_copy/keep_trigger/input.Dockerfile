FROM debian:12
ONBUILD ADD app.py /a
COPY app.py /a
