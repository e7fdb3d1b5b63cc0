FROM python:3.12
CMD ["gunicorn", "shop.wsgi:application", "--workers", "2"]
