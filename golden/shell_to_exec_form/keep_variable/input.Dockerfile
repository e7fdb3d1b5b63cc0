FROM python:3.12
ENV PORT=8000
CMD gunicorn --bind :$PORT shop.wsgi
