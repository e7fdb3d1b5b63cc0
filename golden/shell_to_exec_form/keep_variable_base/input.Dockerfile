ARG PYTHON=3.12
FROM python:${PYTHON}
CMD gunicorn shop.wsgi
