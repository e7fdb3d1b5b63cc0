FROM python:3.12
CMD gunicorn --name "shop ${REGION:-eu}" shop.wsgi
