FROM python:3.12
CMD ["gunicorn", "shop.wsgi"]
