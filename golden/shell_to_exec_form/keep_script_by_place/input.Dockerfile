FROM python:3.12
COPY . /srv
WORKDIR /srv
CMD bin/start --fast
