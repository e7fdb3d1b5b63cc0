FROM python:3.12
ENV PATH=/opt/venv/bin:$PATH
CMD gunicorn shop.wsgi
