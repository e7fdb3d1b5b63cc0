FROM python:3.12-slim
COPY . /srv
CMD gunicorn shop.wsgi
