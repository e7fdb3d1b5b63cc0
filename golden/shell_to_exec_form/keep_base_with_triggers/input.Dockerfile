FROM python:3.4-onbuild
CMD gunicorn shop.wsgi
