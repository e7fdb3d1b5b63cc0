FROM python:3.12-slim
CMD python manage.py runserver
COPY . /srv
CMD gunicorn shop.wsgi
